import { createHash, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { readAsset } from './assets.ts'
import { createCertificate } from './certificate.ts'

test('a certificate names its hosts, is no authority, and the pin is that of its key', async () => {
  const { cert, key, spki } = await createCertificate(['lf-scm-cn.feishucdn.com', '127.0.0.1'])
  const parsed = new X509Certificate(cert)
  expect(parsed.subjectAltName).toBe('DNS:lf-scm-cn.feishucdn.com, IP Address:127.0.0.1')
  expect(parsed.ca).toBe(false)
  expect(parsed.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
  expect(key).toContain('PRIVATE KEY')
  const der = parsed.publicKey.export({ type: 'spki', format: 'der' })
  expect(spki).toBe(createHash('sha256').update(der).digest('base64'))
})

test('two certificates have two keys', async () => {
  const [one, two] = await Promise.all([createCertificate(['a.example']), createCertificate(['a.example'])])
  expect(one.spki).not.toBe(two.spki)
})

test('browser scripts are read by name, and nothing else is', async () => {
  expect(await readAsset('jssdk.js')).toContain('h5sdk')
  await expect(readAsset('../../../package.json' as 'jssdk.js')).rejects.toThrow('There is no browser script')
})

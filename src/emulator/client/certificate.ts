// Creates: a self-signed certificate and its pin, so that a launched Chromium accepts this listener and no other.
import { createHash, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** PEM key pair of a listener. */
export interface Certificate {
  key: string
  cert: string
  /** Base64 SHA-256 of the SubjectPublicKeyInfo, for `--ignore-certificate-errors-spki-list`. */
  spki: string
}

/** Makes a fresh EC P-256 certificate for these host names and IP addresses. It trusts nothing and is trusted by nobody. */
export async function createCertificate(hosts: readonly string[]): Promise<Certificate> {
  // Loaded late: only an emulator with `https: true` pays for it.
  const { generate } = await import('selfsigned')
  const pem = await generate([{ name: 'commonName', value: 'larkspur emulator' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host })),
      },
    ],
  })
  const spki = new X509Certificate(pem.cert).publicKey.export({ type: 'spki', format: 'der' })
  return { key: pem.private, cert: pem.cert, spki: createHash('sha256').update(spki).digest('base64') }
}

// Makes: a folder with one database file, for tests that look at what the file holds.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WritableElement } from '../../elements/index.ts'
import type { Attempt } from '../../sign-in/index.ts'
import type { TokenOwner, UserTokenPair } from '../../tokens/index.ts'
import { createSealer, type Sealer } from '../seal.ts'
import { type Database, openDatabase } from '../sql/index.ts'
import { addOwner } from './open-test-database.ts'

export interface DatabaseFolder {
  path: string
  /** A further connection, migrated; closed with the folder. */
  open(...keys: string[]): Promise<Database>
  openWith(sealer: Sealer): Promise<Database>
  /** Whatever lies in the folder: the database, and what SQLite puts beside it. */
  files(): Promise<{ names: string[]; bytes: Buffer }>
  remove(): Promise<void>
}

export async function makeDatabaseFolder(): Promise<DatabaseFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'larkspur-'))
  const path = join(folder, 'a.db')
  const opened: Database[] = []
  const openWith = async (sealer: Sealer): Promise<Database> => {
    const database = await openDatabase(`sqlite:${path}`, { sealer })
    opened.push(database)
    await database.migrate()
    return database
  }
  return {
    path,
    open: (...keys) => openWith(createSealer(keys)),
    openWith,
    async files() {
      const names = (await readdir(folder)).sort()
      const contents = await Promise.all(names.map((name) => readFile(join(folder, name))))
      return { names, bytes: Buffer.concat(contents) }
    },
    async remove() {
      for (const database of opened) await database.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Stores tokens of somebody who has signed in. */
export async function putTokens(database: Database, owner: TokenOwner, pair: UserTokenPair): Promise<void> {
  await addOwner(database, owner)
  await database.userTokens.put(owner, pair)
}

/** An element with this secret, and two more for its events. */
export function elementWith(fullName: string, appSecret: string): WritableElement {
  return {
    fullName,
    title: 'Example',
    type: 'auths.loginTypes.FSInnerType',
    config: { appId: 'cli_1' },
    appSecret,
    eventSecrets: { encryptKey: `key beside ${appSecret}`, verificationToken: `token beside ${appSecret}` },
    enabled: true,
    createdAt: 1,
    updatedAt: 2,
  }
}

/** An attempt by redirect, of browser `b1`. */
export function attemptWith(id: string, codeVerifier: string | null): Attempt {
  return {
    id,
    kind: 'redirect',
    brand: 'feishu',
    appId: 'cli_1',
    redirectUri: 'https://app.example/auth/callback',
    codeVerifier,
    scopes: [],
    prompt: null,
    userId: null,
    returnTo: '/',
    browserHash: 'b1',
    createdAt: 1,
    expiresAt: 2,
  }
}

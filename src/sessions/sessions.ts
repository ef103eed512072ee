// Keeps: who is signed in, with an idle and an absolute limit.

import { createHash, createHmac } from 'node:crypto'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { SessionRecord, SessionStore } from './ports.ts'
import { assertSecret } from './secrets.ts'

export interface SessionsOptions {
  store: SessionStore
  /** The first one is used for new sessions, all of them are read: put a new one in front to rotate. */
  secrets: readonly string[]
  /** Epoch milliseconds. */
  clock: () => number
  random: (bytes: number) => Uint8Array
  /** A session ends after this time without use. Default 8 hours. */
  idleMs?: number
  /** A session ends after this time in any case. Default 7 days. */
  absoluteMs?: number
  /** How often use is written down at most. Default one minute. */
  touchEveryMs?: number
}

/** A living session, as an administrator sees it. */
export interface ListedSession {
  /** Names it among the sessions of its user; nobody signs in with it. */
  handle: string
  identityId: string
  /** Epoch milliseconds. */
  createdAt: number
  lastSeenAt: number
  /** When it ends if it is not used again. */
  expiresAt: number
  /** When the person confirmed the sign-in; null when they had not to. */
  confirmedAt: number | null
}

export interface Sessions {
  /**
   * Starts a session under a new id. `previousId` is what the browser carried before; it ends first, so that an id
   * planted before the sign-in is worth nothing after it. With `bearer` the id is a token for the `Authorization`
   * header, which {@link isBearerToken} tells from the id in a cookie. `confirmed`: the person has confirmed this sign-in
   * just now, instead of only being logged in to the platform. What the same identity confirmed in the session that ends
   * here keeps its time: a page that signs in at every opening must not take it away.
   */
  start(options: {
    userId: string
    /** The identity that signed in. */
    identityId: string
    previousId?: string | undefined
    bearer?: boolean
    confirmed?: boolean
  }): Promise<{ id: string; record: SessionRecord }>
  /**
   * The session behind an id or a bearer token, or undefined for anything that is not a living one. Counts as use.
   * Where only one of the two may stand, ask {@link isBearerToken} first.
   */
  read(id: string | undefined): Promise<SessionRecord | undefined>
  /** Ends the session, if there is one. */
  end(id: string | undefined): Promise<void>
  /** Ends every session of a user; returns how many there were. */
  endAllOf(userId: string): Promise<number>
  /** The living sessions of a user, the most recently used first; 200 at most. */
  listOf(userId: string): Promise<ListedSession[]>
  /** Ends the session of this user that {@link listOf} gave this handle; false when there is none (any more). */
  endOne(userId: string, handle: string): Promise<boolean>
  /** How many sessions live. */
  count(): Promise<number>
  /** Notes that the platform was asked about the person just now. */
  markChecked(id: string): Promise<void>
  /** Deletes sessions that are over; returns how many. */
  sweep(): Promise<number>
}

const hour = 3_600_000
const mostListed = 200
const idBytes = 32
const bearerPrefix = 'lkb_'
/** 32 bytes in base64url, after the prefix if it is a bearer token. */
const idShape = /^(?:lkb_)?[A-Za-z0-9_-]{43}$/

/**
 * True for the id of a session that goes in the `Authorization` header; an id in a cookie is shorter. The prefix is
 * part of what is hashed, so that neither becomes the other by adding it or taking it away.
 */
export function isBearerToken(id: string): boolean {
  return id.startsWith(bearerPrefix) && idShape.test(id) && id.length === bearerPrefix.length + 43
}

/**
 * Sessions live on the server; the browser holds an opaque random id. The store holds only a keyed hash of it, so that
 * reading the table gives no session, and writing to it gives none either.
 * @throws LarkspurError `configuration_invalid` for weak secrets and impossible limits
 */
export function createSessions(options: SessionsOptions): Sessions {
  const { store, secrets, clock, random } = options
  const idleMs = options.idleMs ?? 8 * hour
  const absoluteMs = options.absoluteMs ?? 7 * 24 * hour
  const touchEveryMs = options.touchEveryMs ?? 60_000
  const [newest] = secrets
  if (newest === undefined) {
    throw new LarkspurError('configuration_invalid', {
      message: 'SESSION_SECRET is missing.',
      hint: 'Set SESSION_SECRET to a random text, for example the output of: openssl rand -base64 48',
    })
  }
  for (const secret of secrets) assertSecret(secret)
  assertLimits(idleMs, absoluteMs)

  /** The hashes under which a session of this id may lie, newest secret first; none for a malformed id. */
  const hashes = (id: string | undefined): string[] =>
    id !== undefined && idShape.test(id) ? secrets.map((secret) => keyedHash(secret, id)) : []

  const find = async (id: string | undefined): Promise<SessionRecord | undefined> => {
    for (const hash of hashes(id)) {
      const record = await store.find(hash)
      if (record !== undefined) return record
    }
    return undefined
  }

  const end = async (id: string | undefined): Promise<void> => {
    for (const hash of hashes(id)) await store.delete(hash)
  }

  return {
    async start({ userId, identityId, previousId, bearer = false, confirmed = false }) {
      const previous = await find(previousId)
      await end(previousId)
      const id = `${bearer ? bearerPrefix : ''}${Buffer.from(random(idBytes)).toString('base64url')}`
      const now = clock()
      const record: SessionRecord = {
        idHash: keyedHash(newest, id),
        userId,
        identityId,
        createdAt: now,
        lastSeenAt: now,
        absoluteExpiresAt: now + absoluteMs,
        idleMs,
        checkedAt: now,
        confirmedAt: confirmed ? now : confirmationOf(previous, identityId, now),
      }
      await store.create(record)
      return { id, record }
    },

    async read(id) {
      const record = await find(id)
      if (record === undefined) return undefined
      const now = clock()
      if (isOver(record, now)) {
        await store.delete(record.idHash)
        return undefined
      }
      // A clock that went back gives a negative difference: nothing is written, and no limit moves.
      if (now - record.lastSeenAt < touchEveryMs) return record
      await store.touch(record.idHash, now)
      return { ...record, lastSeenAt: now }
    },

    end,

    endAllOf: (userId) => store.deleteByUser(userId),

    async listOf(userId) {
      const now = clock()
      const records = await store.listByUser(userId, mostListed)
      return records.filter((record) => !isOver(record, now)).map(toListed)
    },

    async endOne(userId, handle) {
      const records = await store.listByUser(userId, mostListed)
      const record = records.find(({ idHash }) => handleOf(idHash) === handle)
      return record !== undefined && (await store.delete(record.idHash))
    },

    count: () => store.countLiving(clock()),

    async markChecked(id) {
      const now = clock()
      for (const hash of hashes(id)) await store.setChecked(hash, now)
    },

    sweep: () => store.deleteExpired(clock()),
  }
}

function keyedHash(secret: string, id: string): string {
  return createHmac('sha256', secret).update(id).digest('hex')
}

/** Of the hash and not a part of it: what names a session tells nothing of what the store holds. */
function handleOf(idHash: string): string {
  return createHash('sha256').update(`handle of a session ${idHash}`).digest('hex').slice(0, 16)
}

function toListed(record: SessionRecord): ListedSession {
  const { idHash, identityId, createdAt, lastSeenAt, idleMs, absoluteExpiresAt, confirmedAt } = record
  const expiresAt = Math.min(lastSeenAt + idleMs, absoluteExpiresAt)
  return { handle: handleOf(idHash), identityId, createdAt, lastSeenAt, expiresAt, confirmedAt }
}

function confirmationOf(previous: SessionRecord | undefined, identityId: string, now: number): number | null {
  const counts = previous !== undefined && previous.identityId === identityId && !isOver(previous, now)
  return counts ? previous.confirmedAt : null
}

function isOver(record: SessionRecord, now: number): boolean {
  return now >= record.absoluteExpiresAt || now - record.lastSeenAt >= record.idleMs
}

function assertLimits(idleMs: number, absoluteMs: number): void {
  if (idleMs > 0 && absoluteMs >= idleMs && Number.isSafeInteger(idleMs) && Number.isSafeInteger(absoluteMs))
    return
  throw new LarkspurError('configuration_invalid', {
    message: 'The idle limit of a session must be positive and not longer than its absolute limit.',
    hint: 'Correct SESSION_IDLE_SECONDS and SESSION_ABSOLUTE_SECONDS.',
  })
}

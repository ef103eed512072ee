// Starts: an emulator whose first app receives events over a real socket. For tests.
import { startFrozen } from '../testkit.ts'
import type { Emulator, EmulatorOptions } from '../types.ts'
import { type Receiver, startReceiver } from './test-receiver.ts'

export interface EventWorld {
  feishu: Emulator
  receiver: Receiver
  [Symbol.asyncDispose](): Promise<void>
}

/** The clock stands still. */
export async function startEventWorld({
  encryptKey = 'an Encrypt Key',
  emulator = {},
}: {
  encryptKey?: string
  emulator?: EmulatorOptions
} = {}): Promise<EventWorld> {
  const feishu = await startFrozen(emulator)
  const receiver = await startReceiver(() => encryptKey)
  await feishu.events.subscribe({ url: receiver.url, encryptKey, verificationToken: 'vtok' })
  return {
    feishu,
    receiver,
    async [Symbol.asyncDispose]() {
      await Promise.all([feishu.close(), receiver.close()])
    },
  }
}

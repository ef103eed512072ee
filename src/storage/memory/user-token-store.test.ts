// Tests: the memory store of user tokens against the contract.
import { testUserTokenStore } from '../contracts/user-token-store.ts'
import { createMemoryUserTokenStore } from './user-token-store.ts'

testUserTokenStore('memory', async () => {
  const store = createMemoryUserTokenStore()
  return { store, second: store, addOwner: async () => {}, close: async () => {} }
})

// Tests: the memory store against the contract.
import { testTokenStore } from '../contracts/token-store.ts'
import { createMemoryTokenStore } from './token-store.ts'

testTokenStore('memory', async () => createMemoryTokenStore())

// Tests: the memory store of refusals against the contract.
import { testScopeRefusalStore } from '../contracts/scope-refusal-store.ts'
import { createMemoryScopeRefusalStore } from './scope-refusal-store.ts'

testScopeRefusalStore('memory', async () => {
  const store = createMemoryScopeRefusalStore()
  return { store, second: store, close: async () => {} }
})

import { vi } from 'vitest'
import { describeSessionStore } from '../../../../src/edge-sessions/testing/conformance/index.ts'
import { objectStoreAhead } from '../../../support/session-objects.ts'

// Each object is a database of its own, which takes time to create.
vi.setConfig({ testTimeout: 60_000 })

describeSessionStore('Durable Objects', () => objectStoreAhead())

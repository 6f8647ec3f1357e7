import { vi } from 'vitest'
import { describeSessionStore } from '../../../../src/edge-sessions/testing/conformance/index.ts'
import { objectStoreAhead } from '../../../support/session-objects.ts'

// Each object has its own database, which takes time to create.
vi.setConfig({ testTimeout: 60_000 })

describeSessionStore('Durable Objects', () => objectStoreAhead())

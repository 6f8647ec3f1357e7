import { memoryStore } from '../../../../src/edge-sessions/index.ts'
import { describeSessionStore } from '../../../../src/edge-sessions/testing/conformance/index.ts'

describeSessionStore('memory', memoryStore)

import { memoryStore } from '../../src/sessions/index.ts'
import { describeSessionStore } from '../../src/testing/conformance/index.ts'

describeSessionStore('memory', memoryStore)

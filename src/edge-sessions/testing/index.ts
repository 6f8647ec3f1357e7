export { memoryStore } from '../engines/index.ts'
export { Browser, type BrowserOptions, type Site } from './browser.ts'
export { FakeClock } from './fake-clock.ts'

export { signedCookies } from './engine.ts'

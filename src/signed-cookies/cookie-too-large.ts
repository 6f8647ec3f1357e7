import { SessionTooLarge } from '../sessions/errors.ts'

/** `SessionTooLarge`, where it is the cookie that has no more room. */
export class CookieTooLarge extends SessionTooLarge {
  constructor(bytes: number, maxBytes: number) {
    super(bytes, maxBytes)
    this.message = `Expected the session to be at most ${maxBytes} bytes as the value of its cookie, got ${bytes}`
  }
}

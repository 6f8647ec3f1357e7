export type { Message } from './message.ts'
export { messageLevels } from './message.ts'
export type { Messages } from './messages.ts'
export { type MessageVariables, messages } from './middleware.ts'

export { Csrf } from './csrf.ts'
export { FIELD_NAME } from './form-token.ts'
export { type CsrfVariables, csrf, getToken, rotateToken } from './middleware.ts'
export { type CsrfOptions, checkCsrfOptions, type FailureView } from './options.ts'

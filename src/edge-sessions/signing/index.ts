export {
  constantTimeEqual,
  type RandomBytes,
  randomText,
  saltedHmac,
  secureRandomBytes,
  sha256Hex,
} from './crypto.ts'
export { dumps, loads, MAX_JSON_BYTES, MIN_COMPRESSIBLE, pack } from './dumps.ts'
export {
  binaryToBytes,
  bytesToBinary,
  bytesToHex,
  decodeBase62,
  decodeBase64Url,
  encodeBase64Url,
} from './encoding.ts'
export { decrypt, type Encryption, encrypt, encryptedLength } from './encryption.ts'
export { parseMembers, parseValue, stringifyMembers, stringifyValue } from './json.ts'
export {
  assumeSigned,
  BadSignature,
  SignatureExpired,
  type SigningKeys,
  sign,
  signedAt,
  unsign,
  unsignWithin,
} from './signer.ts'

/** The part of `node:crypto` that the recipe uses. `@types/node` has all of it. */
declare module 'node:crypto' {
  export function scrypt(
    password: string,
    salt: string,
    length: number,
    cost: { N: number; r: number; p: number },
    done: (error: Error | null, key: Uint8Array) => void,
  ): void
  export function timingSafeEqual(one: Uint8Array, other: Uint8Array): boolean
}

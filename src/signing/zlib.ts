/** How much compressed input is fed at once: zlib grows it at most about a thousandfold. */
const SLICE_BYTES = 4096

/** Compresses to zlib format (Python's `zlib.compress`). */
export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new CompressionStream('deflate')
  const [compressed] = await Promise.all([
    collect(stream.readable, Number.POSITIVE_INFINITY),
    feed(stream.writable, bytes),
  ])
  return compressed
}

/**
 * Decompresses zlib format, and stops as soon as the output passes `maxBytes`.
 *
 * @param maxBytes Largest output accepted, in bytes.
 * @throws RangeError when the output is larger.
 * @throws TypeError when the input is not zlib data.
 */
export async function inflate(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const stream = new DecompressionStream('deflate')
  const [inflated] = await Promise.all([
    collect(stream.readable, maxBytes),
    feed(stream.writable, bytes),
  ])
  return inflated
}

async function feed(writable: WritableStream<Uint8Array>, bytes: Uint8Array): Promise<void> {
  const writer = writable.getWriter()
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    await writer.write(bytes.subarray(start, start + SLICE_BYTES))
  }
  await writer.close()
}

async function collect(
  readable: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  const reader = readable.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return join(chunks, size)
    size += value.length
    if (size > maxBytes) {
      const tooLarge = new RangeError(`Expected at most ${maxBytes} bytes of decompressed data`)
      await reader.cancel(tooLarge)
      throw tooLarge
    }
    chunks.push(value)
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.length
  }
  return whole
}

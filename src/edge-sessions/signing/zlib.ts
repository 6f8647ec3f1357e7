/** Bytes of input written at once. */
const SLICE_BYTES = 4096

/** Largest ratio of decompressed to compressed bytes: a limit of the format. */
const MAX_GROWTH = 1032

/** Compresses to zlib format (Python's `zlib.compress`). */
export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const { readable, writable } = new CompressionStream('deflate')
  const [compressed] = await Promise.all([joined(readable), feed(writable, bytes)])
  return compressed
}

/**
 * Decompresses zlib format. Stops as soon as the output exceeds `maxBytes`.
 *
 * @param maxBytes Largest output accepted, in bytes.
 * @throws RangeError when the output is larger.
 * @throws TypeError when the input is not zlib data.
 */
export async function inflate(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream('deflate')
  const isBounded = bytes.length * MAX_GROWTH <= maxBytes
  const reading = isBounded ? joined(readable) : collect(readable, maxBytes)
  const [inflated] = await Promise.all([reading, feed(writable, bytes)])
  return inflated
}

async function joined(source: BodyInit): Promise<Uint8Array> {
  return new Uint8Array(await new Response(source).arrayBuffer())
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
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of readable) {
    size += chunk.length
    // Leaving the loop cancels the stream.
    if (size > maxBytes) throw new RangeError(`Expected at most ${maxBytes} decompressed bytes`)
    chunks.push(chunk)
  }
  return joined(new Blob(chunks))
}

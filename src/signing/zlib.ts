/** How much input is fed at once: zlib grows compressed bytes at most about a thousandfold. */
const SLICE_BYTES = 4096

/** Compresses to zlib format (Python's `zlib.compress`). */
export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return through(new CompressionStream('deflate'), bytes, Number.POSITIVE_INFINITY)
}

/**
 * Decompresses zlib format, and stops as soon as the output passes `maxBytes`.
 *
 * @param maxBytes Largest output accepted, in bytes.
 * @throws RangeError when the output is larger.
 * @throws TypeError when the input is not zlib data.
 */
export async function inflate(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return through(new DecompressionStream('deflate'), bytes, maxBytes)
}

async function through(
  { readable, writable }: ReadableWritablePair<Uint8Array, Uint8Array>,
  bytes: Uint8Array,
  maxBytes: number,
): Promise<Uint8Array> {
  const [chunks] = await Promise.all([collect(readable, maxBytes), feed(writable, bytes)])
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
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
): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of readable) {
    size += chunk.length
    // Leaving the loop cancels the stream.
    if (size > maxBytes) throw new RangeError(`Expected at most ${maxBytes} decompressed bytes`)
    chunks.push(chunk)
  }
  return chunks
}

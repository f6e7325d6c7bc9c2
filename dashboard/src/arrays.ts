// Arrays as messages carry them: little-endian float32, row-major.

/** Works wherever the bytes begin; a Float32Array over them would need them aligned. */
export function floats(bytes: Uint8Array): Float32Array {
  const numbers = new Float32Array(bytes.byteLength >> 2);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < numbers.length; i++) numbers[i] = view.getFloat32(4 * i, true);
  return numbers;
}

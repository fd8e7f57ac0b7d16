import { createHash } from 'node:crypto';

const digest = (names: readonly string[]) => createHash('sha256').update(names.join('\n')).digest();

/** A UUID that stays the same as long as the names do. */
export function uuidOf(...names: string[]): string {
  const bytes = digest(names).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A Node-RED id (16 hex digits) that stays the same as long as the names do. */
export function nodeRedIdOf(...names: string[]): string {
  return digest(names).toString('hex', 0, 8);
}

/** ECIES with P-256, HKDF-SHA-256 and AES-256-GCM: only the server can open it (server/storage/sealed_codes.py). */

const INFO = 'viop kiosk entry';
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** Browsers seal on https and on localhost only. */
export function canSeal(): boolean {
  return typeof crypto !== 'undefined' && 'subtle' in crypto && typeof crypto.randomUUID === 'function';
}

/** `key`: the server's, base64. `label`: opening needs the same one. Base64. */
export async function seal(key: string, text: string, label: string): Promise<string> {
  const subtle = crypto.subtle;
  const theirs = await subtle.importKey('raw', fromBase64(key), CURVE, false, []);
  const own = await subtle.generateKey(CURVE, false, ['deriveBits']);
  const point = new Uint8Array(await subtle.exportKey('raw', own.publicKey));
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256);
  const material = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const secret = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: joined(utf8(INFO), point) },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(label) }, secret, utf8(text));
  return toBase64(joined(point, iv, new Uint8Array(sealed)));
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(text));
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

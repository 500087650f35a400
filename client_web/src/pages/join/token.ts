/**
 * The link's token, from the fragment (which no server sees). The address stays as it is until the PIN is right, so that
 * the page can be loaded again.
 */
export function takeToken(): string {
  return decodeURIComponent(window.location.hash.slice(1));
}

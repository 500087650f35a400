/**
 * The link's token, from the fragment (which no server sees). The address stays as it is until the PIN is right, so that
 * the page can be loaded again. A damaged one is taken as it stands; the server refuses it.
 */
export function takeToken(): string {
  const fragment = window.location.hash.slice(1);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

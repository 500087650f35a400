// Opens the page of the tablet at the door when the network is away. It keeps the page and its files, nothing else.
const KEPT = 'kiosk-page';
const PAGE = '/kiosk';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => event.waitUntil(keep(event.data.files)));
self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin) return;
  if (mode === 'navigate') event.respondWith(page(event.request));
  else if (pathname.startsWith('/assets/')) event.respondWith(file(event.request));
});

/** The page as the server has it now, with the files that it uses; what another version used goes. */
async function keep(files) {
  const cache = await caches.open(KEPT);
  const wanted = new Set([PAGE, ...files].map((address) => new URL(address, self.location.origin).href));
  await cache.addAll(wanted);
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.status < 500) return answer;
    return (await kept(PAGE)) ?? answer;
  } catch (error) {
    const found = await kept(PAGE);
    if (found === undefined) throw error;
    return found;
  }
}

async function file(request) {
  return (await kept(request.url)) ?? fetch(request);
}

async function kept(address) {
  const cache = await caches.open(KEPT);
  return cache.match(address, { ignoreVary: true });
}

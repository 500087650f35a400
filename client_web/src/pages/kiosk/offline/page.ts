/** The tablet's page opens without the network from now on, also after a reload. */
export async function keepThePage(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  void navigator.storage?.persist?.();
  await navigator.serviceWorker.register('/kiosk-sw.js', { scope: '/kiosk' });
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ files: filesOfThisPage() });
}

function filesOfThisPage(): string[] {
  const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
  const named = [...document.querySelectorAll<HTMLElement>('script[src], link[href]')].map((element) =>
    element instanceof HTMLScriptElement ? element.src : (element as HTMLLinkElement).href,
  );
  const own = [...loaded, ...named].filter((address) => {
    const { origin, pathname } = new URL(address);
    return origin === window.location.origin && pathname.startsWith('/assets/');
  });
  return [...new Set(own)];
}

import { useEffect } from 'react';
import { signOutInPassing } from '../api/me';

/** Whoever closes the tab leaves nothing open on a shared phone, even if the browser opens it again. Only `comeBack` keeps it. */
export function useSignOutOnLeaving(does: boolean): void {
  useEffect(() => {
    if (!does) return;
    const leave = () => !reloading && signOutInPassing();
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, [does]);
}

let reloading = false;

export function comeBack(): void {
  reloading = true;
  window.location.reload();
}

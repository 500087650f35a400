import { Suspense } from 'react';
import { lazyForStaff } from '../../../texts/load';

const AttentionBanner = lazyForStaff(() => import('../../../components/clinic/AttentionBanner'));

/** Other sessions whose clients are without staff. Their room opens in a tab of its own: this one is not left for it. */
export function Elsewhere({ session }: { session: string }) {
  return (
    <Suspense fallback={null}>
      <AttentionBanner except={session} newTab onOpen={(other) => window.open(`/session/${other}`, '_blank')} />
    </Suspense>
  );
}

import { Center, Loader } from '@mantine/core';
import { texts } from '../texts/en';

export function PageLoading() {
  return (
    <Center mih="100dvh" role="status" aria-label={texts.common.loading}>
      <Loader size="sm" />
    </Center>
  );
}

import { Stack, Text, Title } from '@mantine/core';
import { texts } from '../texts/en';

export function PageNotFound() {
  return (
    <Stack component="main" maw={560} mx="auto" p="xl" mt="10vh">
      <Title order={1} size="h2">
        {texts.notFound.title}
      </Title>
      <Text>{texts.notFound.help}</Text>
    </Stack>
  );
}

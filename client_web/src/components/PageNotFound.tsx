import { Box, Stack, Text, Title } from '@mantine/core';
import { LanguageSwitch } from './LanguageSwitch';
import { texts } from '../texts/en';

/** For whoever followed an address that leads nowhere, of whom nothing is known yet. */
export function PageNotFound() {
  return (
    <Stack component="main" maw={560} mx="auto" p="xl" mt="10vh">
      <Title order={1} size="h2">
        {texts.notFound.title}
      </Title>
      <Text>{texts.notFound.help}</Text>
      <Text>
        {texts.notFound.others} <a href="/">{texts.notFound.home}</a>
      </Text>
      {/* Its words, and not its edge, stand under the others. */}
      <Box ml={-10}>
        <LanguageSwitch />
      </Box>
    </Stack>
  );
}

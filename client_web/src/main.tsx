import './theme/base';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { language } from './language';
import { texts } from './texts/en';
import { loadTexts } from './texts/load';
import { theme } from './theme/theme';

// `always`: offline, a request fails and the page says so, instead of being kept back and sent at some later time.
const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, staleTime: 10_000, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

function show(): void {
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <QueryClientProvider client={queries}>
          <App />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

loadTexts()
  .then(() => {
    document.documentElement.lang = language;
    document.title = texts.session.tabTitle;
  })
  .catch(() => undefined) // Better in English than not at all.
  .then(show);

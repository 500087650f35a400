import { type ConvertCSSVariablesInput, defaultCssVariablesResolver, mergeMantineTheme, DEFAULT_THEME } from '@mantine/core';
import { cssVariables, theme } from './theme';

const block = (selector: string, variables: Record<string, string>) =>
  `${selector} {\n${Object.entries(variables).map(([name, value]) => `  ${name}: ${value};\n`).join('')}}\n`;

/**
 * The theme's tokens as a style sheet. Mantine would put them into a `<style>` element while running, which our
 * Content-Security-Policy (style-src 'self') forbids; so they are a file, kept in step by a test.
 */
export function themeStyleSheet(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const base = defaultCssVariablesResolver(merged);
  const ours = cssVariables(merged);
  const join = (part: keyof ConvertCSSVariablesInput) => ({ ...base[part], ...ours[part] });
  return (
    '/* Written by `npm run theme` from theme.ts. */\n' +
    block(':root', join('variables')) +
    block(":root[data-mantine-color-scheme='light']", join('light')) +
    block(":root[data-mantine-color-scheme='dark']", join('dark'))
  );
}

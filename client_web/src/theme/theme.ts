import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#EAF4F2', '#D3E7E4', '#A9D0CB', '#7DB8B1', '#57A39B', '#3A938A', '#237A73', '#17635F', '#124F4C', '#0C3A38',
];
const clay: MantineColorsTuple = [
  '#FCF1EB', '#F6DFD3', '#EBBEA8', '#E09B7A', '#D67F56', '#CC6B3F', '#C15F35', '#B4552D', '#954423', '#74341A',
];
const red: MantineColorsTuple = [
  '#FDEEEC', '#F8D9D5', '#EEB1AA', '#E3867C', '#D96255', '#D04A3B', '#C53F30', '#B3261E', '#931F18', '#741812',
];
const gray: MantineColorsTuple = [
  '#FAF7F2', '#F3EFE8', '#E8E2D8', '#D9D2C6', '#BFB7A9', '#A0998D', '#7A766D', '#5C5A54', '#3F4042', '#1F2A2E',
];
const dark: MantineColorsTuple = [
  '#E6ECEA', '#C3CDCA', '#9BA9A6', '#778683', '#4C5A58', '#36433F', '#26322F', '#1B2524', '#141D1B', '#101817',
];

/** The one theme: warm paper, ink, deep teal for the main action, clay for attention, red for leaving and removing. */
export const theme = createTheme({
  colors: { teal, clay, red, gray, dark },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 6 },
  black: '#1F2A2E',
  autoContrast: false,
  fontFamily: "'Figtree Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, Menlo, Consolas, monospace',
  headings: { fontFamily: "'Figtree Variable', system-ui, sans-serif", fontWeight: '650' },
  lineHeights: { xs: '1.45', sm: '1.5', md: '1.6', lg: '1.65', xl: '1.7' },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
});

/** What Mantine has no token for, and the body's paper. Written to variables.css by scripts/theme.mjs. */
export const cssVariables: CSSVariablesResolver = (merged) => ({
  variables: {
    '--viop-measure': '68ch',
    '--viop-room': '#101817',
    '--viop-speaking': '#4FB5A9',
  },
  light: {
    '--mantine-color-body': gray[0],
    '--mantine-color-text': merged.black,
    '--mantine-color-dimmed': '#57605F',
    '--mantine-color-anchor': teal[7],
    '--mantine-color-default-border': gray[3],
    '--mantine-color-error': red[7],
    '--viop-paper': gray[0],
    '--viop-card': '#FFFFFF',
    '--viop-line': gray[3],
    '--viop-attention': clay[7],
    '--viop-danger': red[7],
    '--viop-accent': teal[7],
  },
  dark: {
    '--mantine-color-body': dark[8],
    '--mantine-color-text': '#ECEFEA',
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-anchor': teal[3],
    '--mantine-color-default-border': dark[5],
    '--mantine-color-error': '#F0978D',
    '--viop-paper': dark[8],
    '--viop-card': dark[7],
    '--viop-line': dark[5],
    '--viop-attention': '#E8A583',
    '--viop-danger': '#F0978D',
    '--viop-accent': teal[3],
  },
});

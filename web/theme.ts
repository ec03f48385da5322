import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const ink: MantineColorsTuple = ['#edf2ff', '#dbe4ff', '#bac8ff', '#91a7ff', '#748ffc', '#4c6ef5', '#3559e0', '#1f4fd8', '#1c43b5', '#173894']

/**
 * How the dashboard looks. Every pair of colours that carries text has a contrast of 4.5 or more in both schemes (WCAG 2.2, 1.4.3). `close` is what the cross of a
 * dialog is called.
 */
export const themeFor = (close: string) =>
  createTheme({
    primaryColor: 'ink',
    primaryShade: { light: 7, dark: 7 },
    colors: { ink },
    defaultRadius: 'md',
    cursorType: 'pointer',
    respectReducedMotion: true,
    fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
    headings: { fontWeight: '650' },
    variantColorResolver: defaultVariantColorsResolver,
    components: {
      ModalCloseButton: { defaultProps: { 'aria-label': close } },
      DrawerCloseButton: { defaultProps: { 'aria-label': close } },
      // The head of a dialog is not that of the page.
      ModalTitle: { defaultProps: { fw: 650 } },
      DrawerTitle: { defaultProps: { fw: 650 } },
      ModalHeader: { defaultProps: { role: 'none' } },
      DrawerHeader: { defaultProps: { role: 'none' } },
    },
  })

const hues = ['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'ink', 'grape', 'gray']

/** On the light tints these need a darker shade than Mantine has. */
const darker = {
  '--mantine-color-green-light-color': '#1f6b30',
  '--mantine-color-teal-light-color': '#066348',
  '--mantine-color-orange-light-color': '#a03a08',
  '--mantine-color-yellow-light-color': '#855000',
  '--mantine-color-red-light-color': '#b02525',
}

/** What Mantine paints too faint: text beside the main text, placeholders, and the words on tinted badges and buttons. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => {
  const tinted = (shade: number) => Object.fromEntries(hues.map((hue) => [`--mantine-color-${hue}-light-color`, colors[hue]?.[shade] ?? '']))
  return {
    variables: {},
    light: {
      '--mantine-color-dimmed': '#4a5060',
      '--mantine-color-placeholder': '#5c6370',
      '--mantine-color-error': '#c01d1d',
      '--mantine-color-anchor': '#1f4fd8',
      ...tinted(9),
      ...darker,
    },
    dark: {
      '--mantine-color-dimmed': '#b4bac8',
      '--mantine-color-placeholder': '#a2a9b8',
      '--mantine-color-error': '#ff8f8f',
      '--mantine-color-anchor': '#91a7ff',
      ...tinted(2),
    },
  }
}

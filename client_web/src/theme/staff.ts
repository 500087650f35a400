/** Styles of what only the pages of staff use, on top of `base`. They are in a layer, so that our own rules win. */
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';

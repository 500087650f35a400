/** All of Mantine's styles, for the pages of staff and admins. They are in a layer, so that our own rules win. */
import '@mantine/core/styles.layer.css';

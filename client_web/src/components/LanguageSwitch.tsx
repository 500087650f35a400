import { changeLanguage, language, LANGUAGES, type Language } from '../language';
import classes from './LanguageSwitch.module.css';

const OTHERS = (Object.keys(LANGUAGES) as Language[]).filter((one) => one !== language);

/** The other languages, each by its own name. It loads the page again, so it stands where nothing is lost by that. */
export function LanguageSwitch() {
  return OTHERS.map((one) => (
    <button key={one} type="button" lang={one} className={classes.language} onClick={() => changeLanguage(one)}>
      {LANGUAGES[one].name}
    </button>
  ));
}

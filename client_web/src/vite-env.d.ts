interface ImportMetaEnv {
  readonly VITE_QUICK_EXIT?: string;
}

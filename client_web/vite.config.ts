import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const backend = process.env.VIOP_BACKEND ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  server: {
    port: 5173,
    proxy: {
      '/api': { target: backend },
      '/signal': { target: backend, ws: true },
    },
  },
  build: { manifest: true, target: 'es2022', assetsInlineLimit: 0 },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true },
});

import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

interface LinkButtonProps extends ButtonProps {
  to: string;
  children: ReactNode;
  'aria-label'?: string;
}

/** A link that looks like a button. */
export function LinkButton({ to, children, ...props }: LinkButtonProps) {
  return (
    <Button {...props} renderRoot={(root) => <Link {...root} href={to} />}>
      {children}
    </Button>
  );
}

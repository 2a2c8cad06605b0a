import { createStore } from "zustand/vanilla";
import { readConfig } from "./config";
import { isTokenPayload, lifetime, type TokenPayload } from "./token";
import { post } from "./transport";

const STORAGE_KEY = "playground:session";
/** A token with less than this left, in milliseconds, is renewed before it is used. */
const MARGIN = 10_000;

export type Session = {
  username: string;
  token: string;
  refreshToken: string;
  /** By this browser's clock, in milliseconds; null if the token has no expiry. */
  expiresAt: number | null;
};

type State = {
  session: Session | null;
  /** A session from an operation in the editor, which the header offers to use. */
  offer: Session | null;
  /** One sentence for the header, such as why the session ended. */
  notice: string | null;
};

export const config = readConfig();
export const sessions = createStore<State>(() => ({
  session: load(),
  offer: null,
  notice: config.introspection
    ? null
    : "Introspection is disabled: no docs, no completion.",
}));

export function say(notice: string | null): void {
  sessions.setState({ notice });
}

export async function signIn(username: string, password: string): Promise<void> {
  const payload = await mutate(
    "login",
    `mutation SignIn($username: String!, $password: String!) {
      login(username: $username, password: $password) { token refreshToken user { username } }
    }`,
    { username, password },
  );
  if (!isTokenPayload(payload)) throw new Error("The response has no token.");
  keep(fromPayload(payload));
}

export async function signOut(): Promise<void> {
  const session = sessions.getState().session;
  keep(null);
  if (!session) return;
  try {
    await mutate(
      "logout",
      `mutation SignOut($refreshToken: String!) { logout(refreshToken: $refreshToken) { ok } }`,
      { refreshToken: session.refreshToken },
    );
  } catch (error) {
    say(`Signed out in this browser; the server responded: ${(error as Error).message}`);
  }
}

/** A session for the payload of a `signup` or `login` that was run in the editor. */
export function offer(payload: TokenPayload): void {
  sessions.setState({ offer: fromPayload(payload) });
}

export function acceptOffer(): void {
  keep(sessions.getState().offer);
}

/** The session to send with, renewed if its token is about to expire; null if signed out. */
export async function liveSession(): Promise<Session | null> {
  const { session } = sessions.getState();
  if (session?.expiresAt && Date.now() > session.expiresAt - MARGIN) return renew(session);
  return session;
}

let renewal: Promise<Session | null> | null = null;

/** A new token for a session. One at a time: a refresh token can be used once. */
export function renew(session: Session): Promise<Session | null> {
  renewal ??= exchange(session).finally(() => {
    renewal = null;
  });
  return renewal;
}

async function exchange(session: Session): Promise<Session | null> {
  try {
    const payload = await mutate(
      "refreshToken",
      `mutation Renew($refreshToken: String!) {
        refreshToken(refreshToken: $refreshToken) { token refreshToken user { username } }
      }`,
      { refreshToken: session.refreshToken },
    );
    if (!isTokenPayload(payload)) throw new Error("The response has no token.");
    keep(fromPayload(payload));
  } catch {
    keep(null);
    say("Your session has ended. Sign in again.");
  }
  return sessions.getState().session;
}

/** Runs a session mutation; throws the server's error message. */
async function mutate(
  field: string,
  query: string,
  variables: Record<string, string>,
): Promise<unknown> {
  const answer = await post(config.endpoint, { query, variables }, {});
  const refusal = answer.errors?.[0];
  if (refusal) throw new Error(refusal.message);
  return answer.data?.[field];
}

function fromPayload({ token, refreshToken, user }: TokenPayload): Session {
  const left = lifetime(token);
  return {
    username: user.username,
    token,
    refreshToken,
    expiresAt: Number.isFinite(left) ? Date.now() + left : null,
  };
}

function keep(session: Session | null): void {
  if (session) sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session));
  else sessionStorage.removeItem(STORAGE_KEY);
  sessions.setState({ session, offer: null, notice: null });
}

function load(): Session | null {
  const stored = sessionStorage.getItem(STORAGE_KEY);
  return stored ? (JSON.parse(stored) as Session) : null;
}

// The token that opened the page: kept in a cookie by the gateway, so the address needn't show it any longer.

export function hideToken(): void {
  const asked = new URLSearchParams(location.search);
  if (!asked.has("token")) return;
  asked.delete("token");
  const rest = asked.size > 0 ? `?${asked}` : "";
  history.replaceState(null, "", `${location.pathname}${rest}${location.hash}`);
}

// How a phone becomes the camera: a code to scan, or why there is none.

import type { Actions } from "../actions";
import type { PhoneView } from "../wire";
import { Modal } from "./modal";

export function PhoneDialog({ phone, actions }: { phone: PhoneView; actions: Actions }) {
  return (
    <Modal title="Use a phone as camera" close={actions.closePhone}>
      <div class="asked">
        {phone.address === null ? <Without /> : <Scan address={phone.address} code={phone.code} />}
        <div class="answers">
          <button class="first" onClick={actions.closePhone}>
            Close
          </button>
        </div>
      </div>
    </Modal>
  );
}

function Scan({ address, code }: { address: string; code: string }) {
  return (
    <>
      <p>Scan this with the phone's camera. The phone has to be in the same network as this machine.</p>
      <img class="code" src={`data:image/svg+xml,${encodeURIComponent(code)}`} alt="The code of the address below" />
      <p class="quiet address">{address}</p>
      <p>
        The phone's browser warns once, as this machine signs for itself: tap <b>Advanced</b>, then <b>Proceed</b> (Chrome),
        or <b>Show Details</b>, then <b>visit this website</b> (Safari).
      </p>
    </>
  );
}

function Without() {
  return (
    <p>
      Phones give their camera to pages over https only. Start <code>perfectform serve --tls</code> on this machine; it prints
      a code to scan, and this page shows it then.
    </p>
  );
}

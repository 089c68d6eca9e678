"""Messages a second: the whole of Lắng Nghe beside Rasa's own dialogue server, by turns, on the same messages.

Both have the same cores of the same machine to themselves while they are measured. Ours are all on them: the model's
server, the bot with its database, and the local Telegram with the customers, which a real shop does not pay for. Rasa's
share them with the client alone, which speaks its REST channel. Each answer counts when it is there: ours when the local Telegram
has it and both transactions are committed, Rasa's when the response to the request is back and its tracker store is written.
Each message comes from a customer of its own, so that nobody's are answered together.
"""

import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.bench.answering import model, unlimited_service
from tests.bench.measure import AT_LEAST, Figure
from tests.bench.rasa_server import running_rasa
from tests.dialogues.service import Service, SwitchableModel

ROUNDS = 3
MESSAGES, AT_ONCE = 180, 4
RATIO_BAR = 3.0
# One of each of the nine intents.
SAID = (
    *("mấy giờ shop mở cửa vậy", "shop o dau a", "ship về Huế bao nhiêu tiền", "giao về Cần Thơ mấy ngày"),
    *("co nhan chuyen khoan khong", "mặc không vừa đổi được không", "bảo hành bao lâu vậy", "chào shop"),
    "cảm ơn shop nha",
)


def run() -> Sequence[Figure]:
    """Measure both by turns and compare the medians."""
    with running_rasa() as url, model() as client, unlimited_service(SwitchableModel(client)) as service:
        _ours(service, MESSAGES // 4)
        _rasas(url, 0, MESSAGES // 4)  # the first answers load what is loaded late
        rates = [(_ours(service, MESSAGES), _rasas(url, turn, MESSAGES)) for turn in range(1, ROUNDS + 1)]
    ours, rasas = (statistics.median(side) for side in zip(*rates, strict=True))
    worst = min(our / its for our, its in rates)
    return [
        Figure("throughput_ours", round(ours, 1), "1/s"),
        Figure("throughput_rasa", round(rasas, 1), "1/s"),
        Figure("throughput_to_rasas", round(ours / rasas, 1), "times", RATIO_BAR, AT_LEAST),
        Figure("throughput_to_rasas_at_worst", round(worst, 1), "times"),
    ]


def _ours(service: Service, messages: int) -> float:
    """Return messages a second until every customer has every answer."""
    people = [service.new_customer() for _ in range(messages)]
    begun = time.monotonic()
    for number, person in enumerate(people):
        person.says(SAID[number % len(SAID)])
    service.settle()
    seconds = time.monotonic() - begun
    for person in people:
        assert any(message["from"]["is_bot"] for message in person.messages()), "somebody had no answer"
    return messages / seconds


def _rasas(url: str, turn: int, messages: int) -> float:
    """Return messages a second with some always under way, the customers new as ours are."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:

        def say(number: int) -> None:
            body = {"sender": f"{turn}-{number}", "message": SAID[number % len(SAID)]}
            answer = client.post("/webhooks/rest/webhook", json=body).raise_for_status()
            assert answer.json(), "Rasa did not answer"

        begun = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            list(crowd.map(say, range(messages)))
        return messages / (time.monotonic() - begun)

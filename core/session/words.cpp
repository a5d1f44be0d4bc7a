// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/words.h"

#include "core/trace/outcome_words.h"

#include <array>

namespace lanescope::session {
namespace {

constexpr std::array<std::string_view, store::kStateCount> kStates = {
    "running",        "ready",          "lock wait",         "condition wait", "semaphore wait",
    "queue put wait", "queue get wait", "join wait",         "sleep",          "io",
    "other wait",     "held",           "held, others wait", "held shared",    "task",
    "queued",         "resolve",        "connect",           "first byte",     "body",
    "parse queue",    "parse"};

constexpr std::array<std::string_view, 19> kObjects = {
    "none",      "mutex",     "recursive mutex", "read-write lock", "spin lock",  "ticket lock", "process lock",
    "semaphore", "condition", "event",           "barrier",         "queue",      "pool",        "request slot",
    "thread",    "process",   "timer",           "process queue",   "shared word"};
static_assert(kObjects.size() == static_cast<std::size_t>(trace::kLastObjectKind) + 1);

constexpr std::array<std::string_view, 7> kMarks = {"knob", "note", "warning", "error", "paused", "resumed", "lost"};

} // namespace

std::string_view stateWord(store::State state)
{
    return kStates[static_cast<std::size_t>(state)];
}

std::string_view objectWord(trace::ObjectKind kind)
{
    return kObjects[static_cast<std::size_t>(kind)];
}

std::string_view phaseWord(trace::RequestPhase phase)
{
    constexpr auto first = static_cast<std::size_t>(store::State::RequestQueued);
    static_assert(static_cast<std::size_t>(store::State::RequestParse) - first ==
                  static_cast<std::size_t>(trace::kLastRequestPhase));
    return kStates[first + static_cast<std::size_t>(phase)];
}

std::string_view outcomeWord(const store::Request& request)
{
    return trace::outcomeWord(request.outcome, request.note);
}

std::string_view markWord(store::MarkKind kind)
{
    return kMarks[static_cast<std::size_t>(kind)];
}

} // namespace lanescope::session

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <string_view>

namespace lanescope::session {

/// The words that files use for the enumerations of the store. They are part of the formats: never translated.
/// Threads: any.
std::string_view stateWord(store::State state);              ///< "lock wait"
std::string_view objectWord(trace::ObjectKind kind);         ///< "mutex"
std::string_view phaseWord(trace::RequestPhase phase);       ///< "first byte"
std::string_view outcomeWord(const store::Request& request); ///< "http_error"
std::string_view markWord(store::MarkKind kind);             ///< "knob"

/// True for what a thread does of its own will instead of running: every thread state but Running and Ready.
constexpr bool isWait(store::State state)
{
    return state > store::State::Ready && static_cast<std::size_t>(state) < store::kThreadStateCount;
}

} // namespace lanescope::session

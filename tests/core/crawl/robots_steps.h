// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/robots/robots_rules.h"

/// What tests of the rules ask them.
namespace robots_steps {

using namespace lanescope::crawl;

inline Url urlOf(const QByteArray& target)
{
    return Url::fromParts("http://site.example", {target.constData(), static_cast<std::size_t>(target.size())});
}

inline RobotsVerdict verdict(const QByteArray& file, const char* agent, const QByteArray& target)
{
    return RobotsRules::parse(file).check(agent, urlOf(target));
}

} // namespace robots_steps

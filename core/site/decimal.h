// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <optional>

namespace lanescope::site {

/// A number in a URL, in plain decimal digits only: "+7", "07" and "7 " are other URLs, hence none.
[[nodiscard]] inline std::optional<int> parseDecimal(QByteArrayView digits)
{
    if (digits.isEmpty() || digits.size() > 9 || (digits.size() > 1 && digits.front() == '0')) {
        return std::nullopt;
    }
    int value = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        value = value * 10 + (digit - '0');
    }
    return value;
}

} // namespace lanescope::site

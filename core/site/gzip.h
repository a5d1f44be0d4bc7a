// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/body_stream.h"

#include <QByteArray>

#include <memory>

namespace lanescope::site {

/// The bytes in gzip's format, compressed fast rather than well.
[[nodiscard]] QByteArray gzipped(const QByteArray& plain);

/// A gzip file of `mebibytes` MiB of zeroes, itself about a thousandth of that, correct to the last byte.
[[nodiscard]] std::shared_ptr<BodyStream> gzippedZeroes(std::uint64_t mebibytes);

} // namespace lanescope::site

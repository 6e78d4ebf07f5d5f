# The picture: gnuplot -e "folder='out/bench'" bench/report/results.gp
set datafile separator tab
set datafile missing "?"
set output folder."/results.svg"
set terminal svg size 1100,900 font "sans-serif,13" background "white"

bars = folder."/bars.tsv"
base = word(system("head -n 1 ".bars), 1)

array colours[4] = ["#1f6f8b", "#d1495b", "#9aa0a6", "#edae49"]
do for [i = 1:4] { set linetype i linecolor rgb colours[i] linewidth 2 pointtype 7 pointsize 0.7 }
set border 3 linecolor rgb "#606060"
set grid ytics linecolor rgb "#e0e0e0" linetype 1 linewidth 1
set tics nomirror out textcolor rgb "#303030"

set multiplot

# ---- Above: every workload, as multiples of the base -------------------------------------------
set origin 0, 0.42
set size 1, 0.58
set title "Time as a multiple of ".base."'s: lower is better" font ",15"
set style data histogram
set style histogram clustered gap 1
set style fill solid 1 border
set boxwidth 0.9
set key outside top center horizontal
set xtics rotate by 25 right scale 0
set xrange [-0.7:*]
set yrange [0:*<3]
plot bars using 2:xticlabels(1) title "ours" linetype 1, \
     '' using 4 title "glibc" linetype 3, \
     '' using 5 title "mimalloc" linetype 4, \
     '' using 0:6 with points pointtype 9 pointsize 0.9 linecolor rgb "black" title "aim of ours", \
     1 with lines linecolor rgb colours[2] title base

# ---- Below: the curves -------------------------------------------------------------------------
set style data linespoints
set xtics norotate scale 1
set key inside top left vertical
set yrange [0:*]

set origin 0, 0
set size 0.5, 0.42
curve = folder."/live_curve.tsv"
set title "A string pair while so many strings live" font ",15"
set xlabel "live strings"
set ylabel "ns"
set xrange [*:*] noextend
set logscale x
set format x "10^{%L}"
plot for [i = 2:5] curve using 1:i title columnheader(i) linetype (i - 1)

set origin 0.5, 0
curve = folder."/thread_curve.tsv"
set title "A string pair on many threads: elapsed time / all pairs" font ",15"
set xlabel "threads"
set key top right
unset logscale x
set format x "%g"
set xtics 1
plot for [i = 2:5] curve using 1:i title columnheader(i) linetype (i - 1)

unset multiplot
